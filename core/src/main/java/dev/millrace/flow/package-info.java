/** Streams of {@link java.util.concurrent.Flow}, in and out: what Reactor, RxJava, Mutiny and Pekko give and take. */
@NullMarked
package dev.millrace.flow;

import org.jspecify.annotations.NullMarked;
