/** The database of the jobs: connections, migrations, spans. */
@NullMarked
package dev.throughline.activities.sql;

import org.jspecify.annotations.NullMarked;
