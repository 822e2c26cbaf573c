/** Event history to spans: {@link dev.throughline.recorder.HistoryDerivation}. */
@NullMarked
package dev.throughline.recorder;

import org.jspecify.annotations.NullMarked;
