/** Values as bytes: the built-in serdes, those of records and registered classes, and the hash of keys. */
@NullMarked
package dev.millrace.serde;

import org.jspecify.annotations.NullMarked;
