/** Following a run as it goes on. */
@NullMarked
package dev.throughline.api.events;

import org.jspecify.annotations.NullMarked;
