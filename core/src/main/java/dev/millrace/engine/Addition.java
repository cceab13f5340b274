package dev.millrace.engine;

/**
 * What was added to one accumulator in one place: by the functions of one operator, over one of its partitions. Whatever
 * runs these functions over this partition again in the same batch, another output, an attempt that takes the place of a
 * lost one, makes an addition with the same key, of which the one with the most calls counts: a run that ended early,
 * because nobody wanted more, is the beginning of one that didn't.
 *
 * @param accumulator the accumulator's number
 * @param site the operator's site, see {@link Tally}; below 0 for a stage whose operators aren't known to add
 * @param partition which partition of it
 * @param count how often something was added
 * @param value the sum of it
 */
public record Addition(int accumulator, int site, int partition, long count, Object value) {
    /** What two additions must have in common to be the same, made twice. */
    public record Key(int accumulator, int site, int partition) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int order = Integer.compare(accumulator, other.accumulator);
            order = order != 0 ? order : Integer.compare(site, other.site);
            return order != 0 ? order : Integer.compare(partition, other.partition);
        }
    }

    public Key key() {
        return new Key(accumulator, site, partition);
    }

    /** The one that counts of two with the same key. */
    public static Addition furthest(Addition one, Addition other) {
        return other.count > one.count ? other : one;
    }
}
