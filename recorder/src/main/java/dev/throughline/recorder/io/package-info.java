/** What comes in and what goes out: event histories from Temporal, spans to their destination. */
@NullMarked
package dev.throughline.recorder.io;

import org.jspecify.annotations.NullMarked;
