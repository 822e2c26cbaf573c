/** What can be started, and what its inputs look like. */
@NullMarked
package dev.throughline.api.types;

import org.jspecify.annotations.NullMarked;
