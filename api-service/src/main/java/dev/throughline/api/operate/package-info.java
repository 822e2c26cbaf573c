/** Acting on runs. */
@NullMarked
package dev.throughline.api.operate;

import org.jspecify.annotations.NullMarked;
