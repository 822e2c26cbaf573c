/** Everything on one machine, with a real Temporal dev server, in one command. */
@NullMarked
package dev.throughline.quickstart;

import org.jspecify.annotations.NullMarked;
