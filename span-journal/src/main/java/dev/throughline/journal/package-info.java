/**
 * Spans that survive their process: {@link dev.throughline.journal.SpanJournal} keeps them on disk
 * until an OTLP backend has acknowledged them.
 */
@NullMarked
package dev.throughline.journal;

import org.jspecify.annotations.NullMarked;
