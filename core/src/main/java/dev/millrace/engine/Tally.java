package dev.millrace.engine;

import dev.millrace.MillraceException;
import dev.millrace.plan.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What functions add to accumulators in one task, or in the driver during one batch: an account for each operator whose
 * functions are known to add, and one for the rest. Operator number n has two sites, 2n for what it does to its input's
 * partitions and 2n + 1 for what it does behind an exchange. Used by one thread, which has it at hand between
 * {@link #begin} and {@link #end}.
 */
public final class Tally {
    private static final ThreadLocal<Hand> HANDS = ThreadLocal.withInitial(Hand::new);

    private final int site;
    private final int partition;
    private @Nullable List<Account> accounts;
    private @Nullable Account rest;
    private @Nullable Account current;
    private @Nullable Tally outer;

    /** What a thread adds to right now. */
    private static final class Hand {
        private @Nullable Tally tally;
    }

    /** The parts that belong together. */
    static final class Account {
        private final int site;
        private final int partition;
        private @Nullable Part[] parts = {};

        private Account(int site, int partition) {
            this.site = site;
            this.partition = partition;
        }

        private Part part(Accumulation of) {
            int number = of.number();
            if (number >= parts.length) {
                parts = Arrays.copyOf(parts, number + 1);
            }
            Part part = parts[number];
            if (part == null) {
                part = of.summing().newPart(of);
                parts[number] = part;
            }
            return part;
        }
    }

    /** One whose rest has this site and partition. */
    private Tally(int site, int partition) {
        this.site = site;
        this.partition = partition;
    }

    /** Begins one on this thread, inside of the one that it may have. */
    public static Tally begin(int site, int partition) {
        Tally tally = new Tally(site, partition);
        Hand hand = HANDS.get();
        tally.outer = hand.tally;
        hand.tally = tally;
        return tally;
    }

    /** The thread has again what it had before. */
    public void end() {
        HANDS.get().tally = outer;
        outer = null;
    }

    /**
     * The part of an accumulator that is added to here and now.
     *
     * @throws MillraceException USER_CODE if no batch calls
     */
    public static Part part(Accumulation of) {
        Tally tally = HANDS.get().tally;
        if (tally == null) {
            throw new MillraceException(
                    MillraceException.Kind.USER_CODE,
                    "accumulator '" + of.name()
                            + "': add(…) was called where no batch runs. Call it in a function that an"
                            + " operator or an output was given, on the thread that runs this function");
        }
        Account account = tally.current;
        return (account == null ? tally.rest() : account).part(of);
    }

    private Account rest() {
        Account account = rest;
        if (account == null) {
            account = open(site, partition);
            rest = account;
        }
        return account;
    }

    /** A new account: of two with the same key in one tally the furthest counts. */
    Account open(int newSite, int newPartition) {
        Account account = new Account(newSite, newPartition);
        if (accounts == null) {
            accounts = new ArrayList<>(2);
        }
        accounts.add(account);
        return account;
    }

    /** What is added goes to this account, or to the rest. */
    void use(@Nullable Account account) {
        current = account;
    }

    /** Whether nothing was added. */
    public boolean isEmpty() {
        return accounts == null;
    }

    /** Gives what was added. */
    public void additions(Consumer<Addition> to) {
        if (accounts == null) {
            return;
        }
        for (Account account : accounts) {
            for (Part part : account.parts) {
                if (part != null) {
                    to.accept(new Addition(
                            part.of().number(), account.site, account.partition, part.count(), part.value()));
                }
            }
        }
    }

    /** The site of what an operator does to its input's partitions; 0 if it isn't known to add. */
    static int sending(Operator operator) {
        return 2 * operator.adds();
    }

    /** The site of what an operator does behind an exchange; 0 if it isn't known to add. */
    static int receiving(Operator operator) {
        return operator.adds() == 0 ? 0 : 2 * operator.adds() + 1;
    }
}
