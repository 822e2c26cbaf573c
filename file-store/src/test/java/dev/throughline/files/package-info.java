@NullMarked
package dev.throughline.files;

import org.jspecify.annotations.NullMarked;
