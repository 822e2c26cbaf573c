package dev.throughline.activities.imports;

import org.jspecify.annotations.Nullable;

/**
 * A row as it is in the file.
 *
 * @param content without the line break at its end; of a row that is too long, only its beginning
 * @param line where it begins, counted from 0
 * @param fault why it is no row, or null
 */
// An array: made here, read once, and never compared.
@SuppressWarnings("ArrayRecordComponent")
record RawRow(byte[] content, long line, @Nullable String fault) {}
