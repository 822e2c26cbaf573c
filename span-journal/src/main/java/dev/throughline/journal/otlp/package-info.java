/** OTLP: spans as protobuf bytes, and one endpoint that takes them. */
@NullMarked
package dev.throughline.journal.otlp;

import org.jspecify.annotations.NullMarked;
