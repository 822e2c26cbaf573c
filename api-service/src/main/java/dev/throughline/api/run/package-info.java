/** What became of a run. */
@NullMarked
package dev.throughline.api.run;

import org.jspecify.annotations.NullMarked;
