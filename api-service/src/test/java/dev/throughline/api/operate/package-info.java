@NullMarked
package dev.throughline.api.operate;

import org.jspecify.annotations.NullMarked;
