/** HTTP requests to addresses that callers give. */
@NullMarked
package dev.throughline.activities.http;

import org.jspecify.annotations.NullMarked;
