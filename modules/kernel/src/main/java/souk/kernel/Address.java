package souk.kernel;

/**
 * Where an aggregate lives.
 *
 * @param type the blueprint's name ({@code inventory.stock})
 * @param id   the aggregate's id, 1 to 255 characters
 * @param <C>  the commands it understands
 */
public record Address<C extends Command<?>>(String type, String id) {
    public Address {
        if (type.isBlank()) throw new IllegalArgumentException("An address needs a type");
        if (id.isEmpty() || id.length() > 255) throw new IllegalArgumentException("An id has 1 to 255 characters, this one has " + id.length());
    }

    @Override
    public String toString() {
        return type + "/" + id;
    }
}
