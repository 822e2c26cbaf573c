@NullMarked
package dev.throughline.api.types;

import org.jspecify.annotations.NullMarked;
