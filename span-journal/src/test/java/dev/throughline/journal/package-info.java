@NullMarked
package dev.throughline.journal;

import org.jspecify.annotations.NullMarked;
