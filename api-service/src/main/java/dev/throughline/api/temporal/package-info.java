/** The Temporal service as the resources see it. */
@NullMarked
package dev.throughline.api.temporal;

import org.jspecify.annotations.NullMarked;
