/** Files that workflows refer to by name. */
@NullMarked
package dev.throughline.files;

import org.jspecify.annotations.NullMarked;
