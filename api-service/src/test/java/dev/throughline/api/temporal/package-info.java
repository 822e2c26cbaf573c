@NullMarked
package dev.throughline.api.temporal;

import org.jspecify.annotations.NullMarked;
