@NullMarked
package dev.throughline.api.problem;

import org.jspecify.annotations.NullMarked;
