@NullMarked
package dev.throughline.activities.imports;

import org.jspecify.annotations.NullMarked;
