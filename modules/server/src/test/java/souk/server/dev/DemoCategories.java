package souk.server.dev;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Guesses a category from what a product is called: the source has none. The first rule that fits decides; nothing fits: {@code other}. */
final class DemoCategories {
    private record Rule(Pattern words, String category) {}

    private static final List<Rule> RULES = List.of(
            rule("toner|developer unit|imaging unit|imaging kit|fuser|drum|photoconductor|transfer (belt|kit|roller|unit)|laserjet .*(cartridge|black|cyan|magenta|yellow)", "printing/toner"),
            rule("ink|inkjet|print ?head|singlepack|designjet .*(cyan|magenta|yellow|black)|hp \\d+\\w* original", "printing/ink"),
            rule("labels?|label(maker| printer| tape)|p-touch|laminated tape|badges?", "office/labels"),
            rule("(photo|fine art|inkjet|matte?|gloss\\w*|bond|coated|copy) .*paper|paper .*(sheets|matte?|gloss\\w*|roll|g/m2|a4|a3)|canvas|sheets,? .*a4|printing film|(matte?|clear|cling|backlit|gloss\\w*|polyester) .*film|large format media|polypropylene|vinyl|banners?|vellum|tyvek|textile|fabric-|paper-", "printing/paper"),
            rule("patch (cable|cord)|cat ?(5e?|6a?|7)|u/?utp|s/?ftp|sstp|rj-?45|networking cable", "cables/network"),
            rule("fib(er|re) (optic|patch)?|multimode|singlemode|lc/|sc/|st/", "cables/fiber"),
            rule("usb .*(cable|cord)|(cable|cord).* usb|lightning|micro-?usb", "cables/usb"),
            rule("(hdmi|dvi|vga|displayport|svga|hd15).*(cable|adapter|extension|m/m|m/f)|(cable|adapter).*(hdmi|dvi|vga|displayport|hd15)", "cables/video"),
            rule("power (cord|cable)|(cord|cable).*(c13|c14|c19|nema|iec)", "cables/power"),
            rule("uninterruptible|\\bups\\b|smart-ups|back-ups", "power/ups"),
            rule("pdu|power distribution|surge|outlets?|power strip", "power/distribution"),
            rule("batter(y|ies)|charger|mah|power bank|powerbank", "power/batteries"),
            rule("power (supply|adapter)|psu", "power/supplies"),
            rule("xeon|core (i\\d|2|duo|quad|solo)|pentium|celeron|atom|athlon|opteron|phenom|sempron|ryzen|processor", "computers/processors"),
            rule("notebook (case|bag|sleeve|lock|stand|arm)|laptop (case|bag|backpack|sleeve)|backpack|sleeve|toploader|messenger", "accessories/bags"),
            rule("laptop|notebook|netbook|chromebook|thinkpad|elitebook|probook|latitude|macbook|ideapad|tecra", "computers/notebooks"),
            rule("motherboard|desktop board|server board|workstation board|mini-itx|socket (am|lga|\\d)", "computers/boards"),
            rule("ddr\\d?|sdram|dimm|sodimm|memory module|so-dimm", "computers/memory"),
            rule("ssd|solid state|hard (disk|drive)|\\bhdd\\b|sata .*(gb|tb)|sas .*rpm|\\brpm\\b|external .*tb", "computers/drives"),
            rule("usb flash|flash drive|datatraveler|memory card|compactflash|microsd\\w*|sdhc|sdxc|store .?n.? go", "computers/flash"),
            rule("\\b(cd|dvd|bd|blu-?ray)[-+ ]?(r|rw|re|ram)\\b|lto|ultrium|dds|data cartridge|spindle|jewel case", "computers/media"),
            rule("server|proliant|poweredge|blade", "computers/servers"),
            rule("workstation|desktop|\\bpc\\b|all-in-one|tower|mini pc|optiplex|thinkcentre|nuc", "computers/desktops"),
            rule("graphics|geforce|radeon|quadro|firepro", "computers/graphics"),
            rule("keyboard|mouse|mice|trackball|keypad|presenter|gamepad|joystick|mouse pad|mousepad", "accessories/input"),
            rule("f/\\d|speedlite|ef(-s)? \\d+|webcam|web camera|camcorder|digital camera|lens|camera|tripod|flash unit", "photo/cameras"),
            rule("headphones?|headset|earphones?|earbuds?|in-ear|microphone", "audio/headphones"),
            rule("speakers?|soundbar|subwoofer|loudspeaker|boombox|radio|mp3|mp4|hi-fi|micro system|home (theater|cinema)|dock(ing)? .*(ipod|iphone)", "audio/players"),
            rule("monitor (arm|mount|stand)|wall mount|mount|bracket|stand", "accessories/mounts"),
            rule("projector|projection screen|projector lamp|lamp", "displays/projectors"),
            rule("privacy (filter|screen)|screen protector|anti-glare", "accessories/screen-protection"),
            rule("\\btvs?\\b|television|lcd tv|led tv|uhd|smart tv", "displays/tv"),
            rule("monitor|lcd|display|tft", "displays/monitors"),
            rule("scanner|scanjet|document scan", "printing/scanners"),
            rule("printer|multifunction|mfp|laserjet|phaser|workforce|ecosys|plotter|designjet|deskjet|officejet|fax|copier|duplexer|paper tray|sheet feeder", "printing/printers"),
            rule("kvm|console switch", "network/kvm"),
            rule("rack|cabinet|enclosure panel|shelf|cable management|patch panel|keystone|wall plate|faceplate", "network/racks"),
            rule("switch|router|access point|firewall|wlan|wi-?fi|wireless|ethernet|gigabit|nic|media converter|sfp|transceiver|modem|powerline|network", "network/devices"),
            rule("phone|dect|smartphone|voip|handset|iphone|galaxy", "phones"),
            rule("hub|docking|dock|port replicator|card reader|pci(-| ?e| ?express)|controller|host adapter|raid", "computers/adapters"),
            rule("case|cover|folio|bumper|skin", "accessories/cases"),
            rule("fan|cooler|heatsink|thermal", "computers/cooling"),
            rule("cable|cord|adapter|connector|coupler|splitter|extender|gender changer", "cables/other"),
            rule("calculator|shredder|laminat\\w+|binding|binder|staple\\w*|stapler|pens?|pencil|marker|whiteboard|folder|envelope|notebook paper|scissors|glue|tape|hole punch|organi[sz]er|desk", "office/supplies"),
            rule("software|licen[cs]e|subscription|windows|office \\d|warranty|care pack|on-?site|support|service", "software-and-services"),
            rule("cooker|grill|scales?|trimmers?|thermometer|clipper|steamer|heater|curler|straightener|epilation|breast pump|bottle|teats?|coffee|espresso|kettle|iron|shaver|razor|toothbrush|hair|epilator|blender|mixer|juicer|vacuum|fryer|toaster|kitchen|bulb|led lamp|lighting|luminaire|oven|refrigerator|washing", "home"),
            rule("cartridges?|ribbon|printing film|self-adhesive film", "printing/supplies"),
            rule("sylvanian|l\\.o\\.l|toy|toys|playset|doll|puzzle|lego|playmobil|game|plush|barbie|hot wheels|figure", "toys"));

    private DemoCategories() {}

    static String of(String title, String description) {
        String name = title.toLowerCase(Locale.ROOT);
        String both = name + " " + description.toLowerCase(Locale.ROOT);
        return match(name).or(() -> match(both)).orElse("other");
    }

    private static java.util.Optional<String> match(String text) {
        return RULES.stream().filter(rule -> rule.words.matcher(text).find()).map(Rule::category).findFirst();
    }

    private static Rule rule(String words, String category) {
        return new Rule(Pattern.compile("(?<![a-z0-9])(?:" + words + ")(?![a-z])"), category);
    }
}
