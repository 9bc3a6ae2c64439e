package souk.search.text;

/**
 * How much what counts. Chosen on judged queries, each on queries that it was not measured with: see docs/search.md.
 *
 * @param title       of a word in the title
 * @param type        of a word in what the attributes say it is
 * @param brand       of a word in the brand
 * @param attributes  of a word in any attribute
 * @param category    of a word in the category
 * @param description of a word in the description
 * @param tie         how much of the other fields than the best one counts
 * @param phrase      of the words side by side in the title or the description
 * @param all         of having every word
 * @param kind        of being, by title or type, what the question's last word names
 * @param purpose     of being that by the description
 * @param typed       of being that by what the attributes say it is
 * @param maker       of being made by whom the question names: before what only goes with that maker's things
 * @param synonym     of a synonym beside the word itself
 * @param joined      of two words written as one
 * @param code        of a model or article number
 * @param measure     of a size or amount
 */
public record Weights(float title, float type, float brand, float attributes, float category, float description, float tie, float phrase, float all,
        float kind, float purpose, float typed, float maker, float synonym, float joined, float code, float measure) {
    /** What a shop uses. */
    public static final Weights CHOSEN = new Weights(2, 2, 2, 1.2f, 0, 2, 0, 1.5f, 4, 1.2f, 0.5f, 0.7f, 1, 0.4f, 0.5f, 20, 2);

    /** One of them changed, by its name: to try out. */
    public Weights with(String name, float value) {
        return new Weights(name.equals("title") ? value : title, name.equals("type") ? value : type, name.equals("brand") ? value : brand,
                name.equals("attributes") ? value : attributes, name.equals("category") ? value : category, name.equals("description") ? value : description,
                name.equals("tie") ? value : tie, name.equals("phrase") ? value : phrase, name.equals("all") ? value : all, name.equals("kind") ? value : kind,
                name.equals("purpose") ? value : purpose, name.equals("typed") ? value : typed, name.equals("maker") ? value : maker,
                name.equals("synonym") ? value : synonym, name.equals("joined") ? value : joined,
                name.equals("code") ? value : code, name.equals("measure") ? value : measure);
    }
}
