@NullMarked
package dev.throughline.benchmarks.journal;

import org.jspecify.annotations.NullMarked;
