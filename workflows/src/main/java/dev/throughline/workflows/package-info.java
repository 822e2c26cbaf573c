/** Workflow and activity interfaces, workflow implementations and their data. */
@NullMarked
package dev.throughline.workflows;

import org.jspecify.annotations.NullMarked;
