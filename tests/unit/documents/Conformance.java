import java.io.File;
import java.io.FileInputStream;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ProfileDirectory;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/** Prints, a line each, the rules of PDF/A-3a and PDF/UA-1 that files break; nothing when none. */
public final class Conformance {
    public static void main(String[] files) throws Exception {
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        String[][] wanted = {{"PDFA-3A", "3a"}, {"PDFUA-1", "ua1"}};
        for (String file : files) {
            for (String[] one : wanted) {
                ValidationProfile profile;
                try (var stream = PDFAValidator.class.getResourceAsStream(
                        "/org/verapdf/pdfa/validation/" + one[0] + ".xml")) {
                    profile = Profiles.profileFromXml(stream);
                }
                PDFAFlavour flavour = PDFAFlavour.fromString(one[1]);
                try (PDFAParser parser =
                        Foundries.defaultInstance().createParser(new File(file), flavour)) {
                    PDFAValidator validator =
                            Foundries.defaultInstance().createValidator(profile, false);
                    ValidationResult result = validator.validate(parser);
                    if (!result.isCompliant()) {
                        for (TestAssertion fault : result.getTestAssertions()) {
                            System.out.println(new File(file).getName() + "\t" + one[0] + "\t"
                                    + fault.getRuleId().getClause() + "-"
                                    + fault.getRuleId().getTestNumber() + "\t"
                                    + fault.getMessage() + "\t"
                                    + fault.getLocation().getContext());
                        }
                    }
                }
            }
            System.out.println(new File(file).getName() + "\tchecked");
        }
    }
}
