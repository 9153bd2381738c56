"""Run the command line as `python -m collectif`."""

from collectif.cli import main

if __name__ == "__main__":
    main()
