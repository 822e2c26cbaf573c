@NullMarked
package dev.throughline.quickstart;

import org.jspecify.annotations.NullMarked;
