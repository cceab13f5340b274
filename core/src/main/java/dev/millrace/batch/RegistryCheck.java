package dev.millrace.batch;

import dev.millrace.MillraceException;
import dev.millrace.MillraceException.Kind;
import dev.millrace.batch.BatchRecord.Registered;
import dev.millrace.batch.BatchRecord.Registry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a program may go on with a checkpoint. Pure: names in, decision out; every refusal says what to change.
 *
 * @param names what the checkpoint knows from now on: the program's names, then those kept that it no longer has
 * @param added names that the checkpoint didn't know
 * @param removed names that only the checkpoint knows
 * @param forgotten names whose positions or state end here, because the program dropped them
 */
record RegistryCheck(List<Registered> names, List<String> added, List<String> removed, Set<String> forgotten) {
    static RegistryCheck of(@Nullable Registry stored, LoopSettings settings, List<Registered> program) {
        if (stored == null) {
            return new RegistryCheck(program, List.of(), List.of(), Set.of());
        }
        checkSettings(stored, settings);
        List<Registered> kept = new ArrayList<>();
        Set<String> forgotten = new HashSet<>();
        for (Registered old : stored.names()) {
            if (settings.dropped().contains(old.name()) && mayForget(old, program)) {
                forgotten.add(old.name());
            } else {
                kept.add(old);
            }
        }
        checkUnnamed(kept, program);
        checkIdentities(kept, program);
        return merge(kept, program, forgotten);
    }

    /** A name that the program still has is dropped only if it now means another source. */
    private static boolean mayForget(Registered old, List<Registered> program) {
        for (Registered present : program) {
            if (key(present).equals(key(old))) {
                if (present.kind() != Registered.Kind.SOURCE) {
                    throw refused("drop(\"" + old.name() + "\"): the program still has this " + singular(old.kind())
                            + ". To start it empty, give it a new name");
                }
                return !present.identity().equals(old.identity());
            }
        }
        return true;
    }

    private static void checkSettings(Registry stored, LoopSettings settings) {
        if (!stored.appName().equals(settings.appName())) {
            throw refused("the checkpoint belongs to application '" + stored.appName() + "', this is '"
                    + settings.appName() + "': give each application a checkpoint directory of its own");
        }
        if (stored.keyGroups() != settings.keyGroups()) {
            throw refused("the checkpoint divides its keys into " + stored.keyGroups()
                    + " groups, the program asks for "
                    + settings.keyGroups() + ": the number is fixed for the life of a checkpoint, set keyGroups("
                    + stored.keyGroups() + ")");
        }
    }

    /** Unnamed things are told apart by their order alone, so nothing may have been added to or taken from them. */
    private static void checkUnnamed(List<Registered> stored, List<Registered> program) {
        Set<String> claimed = program.stream()
                .filter(Registered::named)
                .map(RegistryCheck::key)
                .collect(Collectors.toSet());
        List<Registered> old = stored.stream()
                .filter(name -> !name.named() && !claimed.contains(key(name)))
                .toList();
        List<Registered> now = program.stream().filter(name -> !name.named()).toList();
        for (Registered.Kind kind : Registered.Kind.values()) {
            List<String> before = namesOf(old, kind);
            List<String> after = namesOf(now, kind);
            if (!before.equals(after)) {
                throw refused(describe(kind, before, after));
            }
        }
    }

    private static String describe(Registered.Kind kind, List<String> before, List<String> after) {
        String what = plural(kind);
        StringBuilder text = new StringBuilder("the program's unnamed " + what + " are " + after
                + ", the checkpoint has " + before
                + ": without names nobody knows which is which. Name each so that it finds what is kept for it:");
        for (String name : before) {
            text.append("\n    .named(\"").append(name).append("\") on the ").append(singular(kind));
            text.append(" that was '").append(name).append("'");
        }
        if (before.isEmpty()) {
            text.append("\n    .named(\"…\") with a new name on each of ").append(after);
        } else {
            text.append("\n    and a name of its own on each new one; what is gone for good is forgotten with")
                    .append(" StreamingContext.builder().drop(\"…\")");
        }
        return text.toString();
    }

    private static void checkIdentities(List<Registered> stored, List<Registered> program) {
        for (Registered source : program) {
            for (Registered old : stored) {
                boolean other = key(old).equals(key(source)) && !old.identity().equals(source.identity());
                if (source.kind() == Registered.Kind.SOURCE && other) {
                    throw refused("source '" + source.name() + "' now reads " + source.identity()
                            + ", the checkpoint's positions are of " + old.identity()
                            + ": something else has taken its name. Give the source another name with named(…), or"
                            + " forget the old positions with StreamingContext.builder().drop(\"" + source.name()
                            + "\")");
                }
            }
        }
    }

    private static RegistryCheck merge(List<Registered> stored, List<Registered> program, Set<String> forgotten) {
        Set<String> known = stored.stream().map(RegistryCheck::key).collect(Collectors.toSet());
        Set<String> present = new HashSet<>();
        List<String> added = new ArrayList<>();
        for (Registered name : program) {
            present.add(key(name));
            if (!known.contains(key(name))) {
                added.add(name.name());
            }
        }
        List<Registered> names = new ArrayList<>(program);
        List<String> removed = new ArrayList<>();
        for (Registered old : stored) {
            if (!present.contains(key(old))) {
                names.add(old);
                removed.add(old.name());
            }
        }
        return new RegistryCheck(names, added, removed, forgotten);
    }

    /** What the seal carries of the program: the names of its operators and sinks, in order. */
    static long fingerprint(List<Registered> program) {
        long hash = 0xcbf29ce484222325L;
        for (Registered name : program) {
            if (name.kind() != Registered.Kind.SOURCE) {
                for (char c : (key(name) + '\n').toCharArray()) {
                    hash = (hash ^ c) * 0x100000001b3L;
                }
            }
        }
        return hash;
    }

    static MillraceException refused(String message) {
        return new MillraceException(Kind.CONFIGURATION, message);
    }

    private static List<String> namesOf(List<Registered> names, Registered.Kind kind) {
        return names.stream()
                .filter(name -> name.kind() == kind)
                .map(Registered::name)
                .toList();
    }

    private static String key(Registered name) {
        return name.kind() + "/" + name.name();
    }

    private static String singular(Registered.Kind kind) {
        return kind == Registered.Kind.OPERATOR
                ? "stateful operator"
                : kind.name().toLowerCase(Locale.ROOT);
    }

    private static String plural(Registered.Kind kind) {
        return singular(kind) + "s";
    }
}
