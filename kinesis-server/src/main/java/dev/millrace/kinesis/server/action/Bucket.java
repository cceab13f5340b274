package dev.millrace.kinesis.server.action;

/**
 * A rate with a burst. What is taken may be more than what is there, and the rest is waited for afterwards: a record of 10 MiB passes where 1 MiB a second
 * do. Any thread may use it.
 */
final class Bucket {
    private final double perMilli;
    private final double capacity;
    private double level;
    private long lastMillis;

    Bucket(double perSecond, double burst) {
        this.perMilli = perSecond / 1000;
        this.capacity = burst;
        this.level = burst;
    }

    /** Takes an amount if anything is there. */
    synchronized boolean take(double amount, long nowMillis) {
        refill(nowMillis);
        if (level <= 0) {
            return false;
        }
        level -= amount;
        return true;
    }

    /** Takes an amount if all of it is there. */
    synchronized boolean takeWhole(double amount, long nowMillis) {
        refill(nowMillis);
        if (level < amount) {
            return false;
        }
        level -= amount;
        return true;
    }

    /** Takes an amount whatever is there. One that is larger than the burst uses up the burst too: it is waited for from zero on. */
    synchronized void charge(long amount, long nowMillis) {
        refill(nowMillis);
        level = amount > capacity ? Math.min(level, 0) - amount : level - amount;
    }

    synchronized boolean isEmpty(long nowMillis) {
        refill(nowMillis);
        return level <= 0;
    }

    /** How long until something is there. */
    synchronized long waitMillis(long nowMillis) {
        refill(nowMillis);
        return level > 0 ? 0 : (long) Math.ceil(-level / perMilli) + 1;
    }

    private void refill(long nowMillis) {
        if (nowMillis > lastMillis) {
            level = Math.min(capacity, level + (nowMillis - lastMillis) * perMilli);
            lastMillis = nowMillis;
        }
    }
}
