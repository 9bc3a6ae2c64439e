package souk.search.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionTest {
    @Test
    void wordsAreFoldedAndKeepTheirOrder() {
        assertThat(Question.of("  Café-Machines, 15.6 INCH ").words()).containsExactly("cafe", "machines", "15.6", "inch");
        assertThat(Question.of(" ?! ").isEmpty()).isTrue();
        assertThat(Question.of("a ".repeat(500)).words()).hasSize(Question.MOST_WORDS);
    }

    @Test
    void aModelNumberIsTheSameHoweverItIsWritten() {
        assertThat(Question.of("SHP8900/00").codes()).containsExactly("shp890000", "shp8900");
        assertThat(Question.of("shp8900-00").codes()).containsExactly("shp890000", "shp8900");
        assertThat(Question.of("hp 2510p ean 0882780756328").codes()).containsExactly("2510p", "0882780756328");
        assertThat(Question.of("wireless mouse 2019").codes()).isEmpty();
    }

    @Test
    void anAmountIsNoModelNumber() {
        assertThat(Question.of("1000gb 1tb 15.6in 1920x1080 10x 100mbps").codes()).isEmpty();
    }

    @Test
    void aSizeIsTheSameInEveryUnit() {
        assertThat(Question.of("15.6 inch").measures()).isEqualTo(Question.of("15,6\"").measures()).isEqualTo(Question.of("15.6in").measures()).isEqualTo(Question.of("39.6 cm").measures())
                .containsExactly("15.6in");
        assertThat(Question.of("1tb").measures()).isEqualTo(Question.of("1 TB").measures()).isEqualTo(Question.of("1000GB").measures()).isEqualTo(Question.of("1024 gb").measures());
        assertThat(Question.of("512 MB").measures()).containsExactly("0.5gb");
        assertThat(Question.of("2 kg 3 black cables 4 x").measures()).containsExactly("2000g");
    }

    @Test
    void whatAThingIsStandsAtTheEndOfItsName() {
        assertThat(Kinds.of("Kensington Laptop Lock for Nano Security Slot")).containsExactly("lock");
        assertThat(Kinds.of("HP Compaq 6530b Notebook PC 35.8 cm (14.1\") Black")).containsExactly("compaq", "pc");
        assertThat(Kinds.of("L1755 Flat Panel Monitor")).containsExactly("monitor");
        assertThat(Kinds.of("Replacement lamp for VT770 Projector")).containsExactly("lamp");
        assertThat(Kinds.of("Targus notebook case 39.6 cm (15.6\") Backpack Gray")).containsExactly("case", "backpack");
        assertThat(Kinds.of("")).isEmpty();
    }

    @Test
    void synonymsGoBothWaysAndKnowRunsOfWordsAndPlurals() {
        Synonyms synonyms = Synonyms.of(List.of(List.of("laptop", "Notebook"), List.of("cell phone", "mobile phone", "smartphone")));
        assertThat(synonyms.alternativesOf(List.of("laptops"))).containsExactly(List.of("notebook"));
        assertThat(synonyms.alternativesOf(List.of("notebook"))).containsExactly(List.of("laptop"));
        assertThat(synonyms.alternativesOf(List.of("smartphone"))).containsExactlyInAnyOrder(List.of("cell", "phone"), List.of("mobile", "phone"));
        assertThat(synonyms.alternativesOf(List.of("phone"))).isEmpty();
        assertThat(Synonyms.builtIn().alternativesOf(List.of("tv"))).containsExactly(List.of("television"));
    }
}
