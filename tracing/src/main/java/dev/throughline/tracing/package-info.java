/**
 * The trace contract's plug-in for the Temporal SDK: {@link
 * dev.throughline.tracing.DurableTracing}.
 */
@NullMarked
package dev.throughline.tracing;

import org.jspecify.annotations.NullMarked;
