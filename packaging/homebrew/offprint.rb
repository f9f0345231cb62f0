# A template: `scripts/pack finish` fills in what is between `@`. A release has the filled formula, for a tap of one's own.
class Offprint < Formula
  desc "Benchmarks local language models and publishes the results as a static site"
  homepage "@REPOSITORY@"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "@REPOSITORY@/releases/download/v@VERSION@/offprint-@VERSION@-aarch64-apple-darwin.tar.gz"
      sha256 "@SHA256 aarch64-apple-darwin@"
    end
    on_intel do
      url "@REPOSITORY@/releases/download/v@VERSION@/offprint-@VERSION@-x86_64-apple-darwin.tar.gz"
      sha256 "@SHA256 x86_64-apple-darwin@"
    end
  end

  on_linux do
    on_arm do
      url "@REPOSITORY@/releases/download/v@VERSION@/offprint-@VERSION@-aarch64-unknown-linux-gnu.tar.gz"
      sha256 "@SHA256 aarch64-unknown-linux-gnu@"
    end
    on_intel do
      url "@REPOSITORY@/releases/download/v@VERSION@/offprint-@VERSION@-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256 x86_64-unknown-linux-musl@"
    end
  end

  def install
    bin.install "offprint"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/offprint.bash" => "offprint"
    zsh_completion.install "completions/offprint.zsh" => "_offprint"
    fish_completion.install "completions/offprint.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/offprint --version")
    system bin/"offprint", "init", testpath/"site"
    system bin/"offprint", "-C", testpath/"site", "build"
    assert_path_exists testpath/"site/public/index.html"
  end
end
