@NullMarked
package dev.throughline.recorder.verify;

import org.jspecify.annotations.NullMarked;
