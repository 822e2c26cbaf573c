/**
 * The trace contract, version 1, as pure functions: ids, the header, which trace and parent a run
 * has, and the spans that every process must write alike. No clock, no random number, no I/O.
 */
@NullMarked
package dev.throughline.tracing.contract;

import org.jspecify.annotations.NullMarked;
