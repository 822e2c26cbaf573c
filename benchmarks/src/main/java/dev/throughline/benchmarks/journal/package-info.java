/** What the span journal costs, beside the other ways that a span can go. */
@NullMarked
package dev.throughline.benchmarks.journal;

import org.jspecify.annotations.NullMarked;
