/**
 * Whether what event history implies is stored, and how to store what is not: {@link
 * dev.throughline.recorder.verify.Verification}.
 */
@NullMarked
package dev.throughline.recorder.verify;

import org.jspecify.annotations.NullMarked;
