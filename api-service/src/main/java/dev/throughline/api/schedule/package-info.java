/** Runs that begin by themselves. */
@NullMarked
package dev.throughline.api.schedule;

import org.jspecify.annotations.NullMarked;
