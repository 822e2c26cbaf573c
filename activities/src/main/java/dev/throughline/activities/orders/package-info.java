/** The activities of an order: stock, payment and carrier in SQL, and the webhook. */
@NullMarked
package dev.throughline.activities.orders;

import org.jspecify.annotations.NullMarked;
