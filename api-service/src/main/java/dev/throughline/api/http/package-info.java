/** What holds for every request and every answer, whatever the resource. */
@NullMarked
package dev.throughline.api.http;

import org.jspecify.annotations.NullMarked;
