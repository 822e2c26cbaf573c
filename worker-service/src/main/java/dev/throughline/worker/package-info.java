/** The worker service: hosts the workflows and their activities. */
@NullMarked
package dev.throughline.worker;

import org.jspecify.annotations.NullMarked;
