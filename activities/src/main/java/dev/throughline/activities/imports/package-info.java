/** CSV files into the database: exactly once, in batches, in bounded memory. */
@NullMarked
package dev.throughline.activities.imports;

import org.jspecify.annotations.NullMarked;
