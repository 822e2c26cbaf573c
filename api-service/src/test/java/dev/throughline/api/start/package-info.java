@NullMarked
package dev.throughline.api.start;

import org.jspecify.annotations.NullMarked;
