@NullMarked
package dev.throughline.workflows;

import org.jspecify.annotations.NullMarked;
