/** The REST API in front of Temporal: one resource a class, one place for errors. */
@NullMarked
package dev.throughline.api;

import org.jspecify.annotations.NullMarked;
