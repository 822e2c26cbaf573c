/**
 * Dropwizard bundles for traced Temporal applications: {@link
 * dev.throughline.dropwizard.TracingBundle} and {@link dev.throughline.dropwizard.TemporalBundle}.
 */
@NullMarked
package dev.throughline.dropwizard;

import org.jspecify.annotations.NullMarked;
