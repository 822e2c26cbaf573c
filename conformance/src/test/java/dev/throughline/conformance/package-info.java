/** End to end on a real Temporal server: the services as processes, faults, crashes. */
@NullMarked
package dev.throughline.conformance;

import org.jspecify.annotations.NullMarked;
