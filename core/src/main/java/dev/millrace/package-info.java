/** What a user touches: contexts, streams, RDDs and the values that go through them. */
@NullMarked
package dev.millrace;

import org.jspecify.annotations.NullMarked;
