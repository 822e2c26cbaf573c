/** Records every closed run of a namespace, once, whatever dies. */
@NullMarked
package dev.throughline.recorder.sweep;

import org.jspecify.annotations.NullMarked;
