/** Every error as an RFC 9457 problem, made in one place. */
@NullMarked
package dev.throughline.api.problem;

import org.jspecify.annotations.NullMarked;
